"""The HTTP interface: one router a file, problems by RFC 9457."""
