"""Language models behind LangChain's BaseChatModel: one in this process, one behind an OpenAI-compatible server."""
