"""Runs Lambda functions in LocalStack as processes of this machine, without a container engine."""
