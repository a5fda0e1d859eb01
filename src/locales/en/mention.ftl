# Naming colleagues in notes.
mention-view = Mentions
mention-empty = Nobody has mentioned you
mention-empty-hint = When a colleague names you in a note, the conversation is here.
mention-choose = Colleagues who are to see this note
mention-refused = One of these colleagues is not of the team any more. Nothing was saved.
