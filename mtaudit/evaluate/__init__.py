"""Predictions against gold: how right the findings, scores and probabilities are, and what changed between two runs."""
