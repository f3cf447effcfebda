"""Turns what was asked for into an order: reads its article."""

from dataclasses import dataclass

from service.adapters.article_reader import ArticleReader, Submission
from service.domain.article import Article
from service.domain.orders import Order, Reading, UnreadOrder, chosen_language
from service.ports.phases import phase


@dataclass(frozen=True, slots=True)
class OrderReader:
    """Reads the articles of orders, at once or, of those that were put aside, later."""

    articles: ArticleReader

    @phase("read")
    def read(self, unread: UnreadOrder) -> Order:
        """Return the order with its article; raise ArticleError."""
        article = self._article(unread)
        return Order(
            article=article,
            language=chosen_language(unread.language, article),
            backend=unread.backend,
            freshness=unread.freshness,
            item=unread.item,
            previous=unread.previous,
            evolved_from=unread.evolved_from,
            caller=unread.caller,
            owner=unread.owner,
        )

    def _article(self, unread: UnreadOrder) -> Article:
        about = Submission(title=unread.title, source=unread.source, published_at=unread.published_at, url=unread.url)
        if unread.paragraphs:
            return self.articles.from_paragraphs(unread.paragraphs, about)
        match unread.reading:
            case Reading.TEXT:
                return self.articles.from_text(unread.text, about)
            case Reading.HTML:
                return self.articles.from_html(unread.text, about)
            case Reading.BODY:
                return self.articles.from_body(unread.text, about)
