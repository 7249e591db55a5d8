"""What happened to people, told to whoever must act at once."""

from django.dispatch import Signal

# Sent after commit with user_id and sign_in_ids (None: all of them): open sockets must close.
# A socket that misses it notices by `services.find_valid_sessions` at its next frame.
sessions_ended = Signal()
