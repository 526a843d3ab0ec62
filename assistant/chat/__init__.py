"""Chat models: the protocol that the generative engine speaks, and the client of real servers."""
