"""Partners and their keys, batches, snapshots, pulls, webhooks: one module a subject."""
