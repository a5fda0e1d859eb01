//! FakeChannel and the conformance suite.
