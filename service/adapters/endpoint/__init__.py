"""What an OpenAI-compatible chat endpoint is asked, over which way, and what its answers mean."""
