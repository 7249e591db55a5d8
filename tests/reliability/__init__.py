"""The cases of delivery as tests over whole processes and real sockets."""
