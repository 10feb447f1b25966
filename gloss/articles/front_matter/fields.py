"""The keys that Gloss knows, and of which type each is."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, PlainValidator

from gloss.articles.front_matter import dialects, moments
from gloss.articles.front_matter import values as read

Text = Annotated[str, PlainValidator(read.line)]
ThreadId = Annotated[str, PlainValidator(read.thread_id)]
Language = Annotated[str, PlainValidator(read.language)]
Address = Annotated[str, PlainValidator(read.address)]
Moment = Annotated[datetime, PlainValidator(moments.moment)]
Day = Annotated[date, PlainValidator(moments.day)]
Flag = Annotated[bool, PlainValidator(read.flag)]
Status = Annotated[bool, PlainValidator(read.status)]
Policy = Annotated[str, PlainValidator(read.policy)]
Days = Annotated[int, PlainValidator(read.days)]
Openness = Annotated[bool, PlainValidator(read.openness)]
Labels = Annotated[tuple[str, ...], PlainValidator(read.labels)]
Names = Annotated[tuple[str, ...], PlainValidator(read.names)]
Paths = Annotated[tuple[str, ...], PlainValidator(read.former_paths)]
Series = Annotated[str, PlainValidator(read.series)]
Sources = Annotated[tuple[read.Source, ...], PlainValidator(read.sources)]


class FrontMatter(BaseModel):
    """The keys that Gloss knows. Moments are in the site's time zone."""

    model_config = ConfigDict(frozen=True)

    title: Text
    summary: Text = ""
    language: Language = ""
    translation_of: Address = ""
    authors: Names = Field(default=(), alias="author")
    published: Moment | None = None  # every article has it, and no page
    updated: Moment | None = None
    expires: Moment | None = None  # no page has it either
    tags: Labels = ()
    series: Series = ""
    comments_open: Openness = Field(default=True, alias="comments")
    comment_policy: Policy = ""  # empty: the site's
    close_after_days: Days | None = None  # none: the site's
    draft: Flag = False
    status: Status = False  # Pelican's
    hidden: Flag = False  # of many themes, as the next two
    private: Flag = False
    headless: Flag = False
    unpublished: Flag = False  # Jekyll's published: false
    id: ThreadId = ""  # of the thread, for ever; empty: the name of the file
    slug: Address = ""  # empty: the name of the file
    reviewer: Text = ""
    reviewed: Day | None = None
    review_due: Day | None = None
    sources: Sources = ()
    medical: Flag = False  # the page then says that it informs and does not advise
    aliases: Paths = ()  # addresses that it had before

    @property
    def is_hidden(self) -> bool:
        """Whether anything says that the public shall not see it."""
        return any((self.draft, *(getattr(self, name) for name in dialects.HIDING)))


KNOWN = [field.alias or name for name, field in FrontMatter.model_fields.items()]
WITHHOLDING = frozenset({"title", "draft", "published", "expires", *dialects.HIDING})
