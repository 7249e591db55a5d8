"""Threads with recruiters, as the chat carries them: orders in, chips and drafts beside, a socket.

The assistant says nothing in a thread by itself: a message goes to the other side, and what stands
beside it, for one side's eyes, was asked for.
"""
