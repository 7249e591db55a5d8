"""The two engines: rules, and any OpenAI-compatible model. Same context, same tools."""
