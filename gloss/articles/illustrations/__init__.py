"""Pictures in articles: what is known of them, and the HTML that shows them."""
