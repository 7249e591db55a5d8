"""The plumbing of JobAssist: settings, wiring, people, language and models."""
