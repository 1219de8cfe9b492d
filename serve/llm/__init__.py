"""vLLM as the language model's engine: its own environment, its process, and its adapters while it runs."""
