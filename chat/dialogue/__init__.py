"""What the assistant does with what was understood: the rules engine's policy, and the tools."""
