"""partydesk: the records of a party-affairs office, and the summaries that are counted from them."""
__version__ = "0.1.0"
