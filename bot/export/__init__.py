"""Training runs, shown in an MLflow tracking server. MLflow itself is imported in a child process only, and only when it is set up."""
