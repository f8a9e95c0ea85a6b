"""What falls due: who owes what by when, and the reminders that come from it."""
