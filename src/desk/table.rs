//! The table of routes: none can be added without saying who may use it.

use axum::Router;
use axum::handler::Handler;
use axum::http::Method;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodFilter, on};

use super::Desk;
use super::access::admit;
use super::api::caller;
use crate::model::AgentRole;

/// Who may use a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Anybody, signed in or not.
    Anyone,
    /// People of the team with this role or a higher one.
    Role(AgentRole),
    /// Programs that show an access token of such a role.
    Token(AgentRole),
}

/// A route, and who may use it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declared {
    /// The method.
    pub method: Method,
    /// The path, with `{names}` where it varies.
    pub path: &'static str,
    /// Who may use it.
    pub needs: Needs,
}

/// Routes in the making.
pub(super) struct Table {
    desk: Desk,
    router: Router<Desk>,
    declared: Vec<Declared>,
}

impl Table {
    pub(super) fn new(desk: Desk) -> Self {
        Self { desk, router: Router::new(), declared: Vec::new() }
    }

    /// The desk that the routes are of.
    pub(super) fn desk(&self) -> &Desk {
        &self.desk
    }

    /// Adds a route for browsers. Methods other than GET and POST are none of theirs: they are added as GET.
    pub(super) fn route<H, T>(mut self, method: &Method, path: &'static str, needs: Needs, handler: H) -> Self
    where
        H: Handler<T, Desk>,
        T: 'static,
    {
        let filter = if method == Method::POST { MethodFilter::POST } else { MethodFilter::GET };
        let mut route = on(filter, handler);
        if let Needs::Role(role) = needs {
            route = route.route_layer(from_fn_with_state((self.desk.clone(), role), admit));
        }
        self.router = self.router.route(path, route);
        self.declared.push(Declared { method: method.clone(), path, needs });
        self
    }

    /// Adds a route for programs that show a token of this role.
    pub(super) fn api<H, T>(mut self, method: &Method, path: &'static str, role: AgentRole, handler: H) -> Self
    where
        H: Handler<T, Desk>,
        T: 'static,
    {
        let filter = MethodFilter::try_from(method.clone()).unwrap_or(MethodFilter::GET);
        let route = on(filter, handler).route_layer(from_fn_with_state((self.desk.clone(), role), caller::admit));
        self.router = self.router.route(path, route);
        self.declared.push(Declared { method: method.clone(), path, needs: Needs::Token(role) });
        self
    }

    pub(super) fn finish(self) -> (Router<Desk>, Vec<Declared>) {
        (self.router, self.declared)
    }
}
