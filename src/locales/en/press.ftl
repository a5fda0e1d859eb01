# What is said, to whoever pressed alone, to a press that counts for nothing. At most 200 characters.
press-not-theirs = Only the person who asked can use these buttons. To ask something yourself, write { $ask } and your question; for a person, write { $human }.
