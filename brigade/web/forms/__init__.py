"""Forms: what is asked, and the sentence for each way of getting it wrong."""
