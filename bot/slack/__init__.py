"""The front end for Slack: its events become Incoming, the core's Replies become messages in the thread."""
