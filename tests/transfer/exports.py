"""What other systems export, as small as it can be with all that matters in it."""

import sqlite3
from contextlib import closing
from pathlib import Path

WXR_HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
     xmlns:content="http://purl.org/rss/1.0/modules/content/"
     xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
  <title>Old shore</title>
  <wp:wxr_version>1.2</wp:wxr_version>
  <wp:base_blog_url>https://old.example</wp:base_blog_url>
  <wp:author><wp:author_login>ada</wp:author_login>
    <wp:author_display_name><![CDATA[Ada Lovelace]]></wp:author_display_name></wp:author>
"""
WXR_FOOT = "</channel></rss>"
POST = """
<item>
  <title>{title}</title>
  <link>https://old.example/2019/05/{slug}/</link>
  <dc:creator><![CDATA[ada]]></dc:creator>
  <content:encoded><![CDATA[{content}]]></content:encoded>
  <excerpt:encoded><![CDATA[{excerpt}]]></excerpt:encoded>
  <wp:post_id>{number}</wp:post_id>
  <wp:post_date_gmt>{date}</wp:post_date_gmt>
  <wp:post_name>{slug}</wp:post_name>
  <wp:status>{status}</wp:status>
  <wp:post_type>{kind}</wp:post_type>
  <wp:post_password>{password}</wp:post_password>
  <category domain="category" nicename="sea"><![CDATA[The sea]]></category>
  <category domain="post_tag" nicename="moon"><![CDATA[Moon]]></category>
  <category domain="category" nicename="uncategorized"><![CDATA[Uncategorized]]></category>
  {comments}
</item>
"""
WP_COMMENT = """
  <wp:comment>
    <wp:comment_id>{number}</wp:comment_id>
    <wp:comment_author><![CDATA[{name}]]></wp:comment_author>
    <wp:comment_author_email>{email}</wp:comment_author_email>
    <wp:comment_author_IP>203.0.113.9</wp:comment_author_IP>
    <wp:comment_date_gmt>{date}</wp:comment_date_gmt>
    <wp:comment_content><![CDATA[{text}]]></wp:comment_content>
    <wp:comment_approved>{state}</wp:comment_approved>
    <wp:comment_type>{kind}</wp:comment_type>
    <wp:comment_parent>{parent}</wp:comment_parent>
  </wp:comment>
"""
DISQUS = """<?xml version="1.0" encoding="utf-8"?>
<disqus xmlns="http://disqus.com" xmlns:dsq="http://disqus.com/disqus-internals">
  <thread dsq:id="7"><id /><link>https://old.example/articles/tides</link><title>Tides</title></thread>
  <thread dsq:id="8"><id /><link>https://old.example/lost</link><title>Lost</title></thread>
  <post dsq:id="2"><message><![CDATA[<p>An <b>answer</b>.</p>]]></message>
    <createdAt>2019-05-02T10:00:00Z</createdAt><isDeleted>false</isDeleted><isSpam>false</isSpam>
    <author><name>Bo</name><isAnonymous>false</isAnonymous><username>bo</username></author>
    <thread dsq:id="7" /><parent dsq:id="1" /></post>
  <post dsq:id="1"><message><![CDATA[<p>A <a href="https://a.example">question</a>?</p>]]></message>
    <createdAt>2019-05-01T10:00:00Z</createdAt><isDeleted>false</isDeleted><isSpam>false</isSpam>
    <author><name>Ada</name><isAnonymous>true</isAnonymous></author><thread dsq:id="7" /></post>
  <post dsq:id="3"><message>Buy</message><createdAt>2019-05-03T10:00:00Z</createdAt>
    <isDeleted>false</isDeleted><isSpam>true</isSpam><author><name>Eve</name></author>
    <thread dsq:id="7" /></post>
  <post dsq:id="4"><message>Gone</message><createdAt>2019-05-03T10:00:00Z</createdAt>
    <isDeleted>true</isDeleted><isSpam>false</isSpam><author><name>Eve</name></author>
    <thread dsq:id="7" /></post>
  <post dsq:id="5"><message>Where is it?</message><createdAt>2019-05-04T10:00:00Z</createdAt>
    <isDeleted>false</isDeleted><isSpam>false</isSpam><author><name>Bo</name></author>
    <thread dsq:id="8" /></post>
</disqus>
"""
ISSO = """
    CREATE TABLE threads (id INTEGER PRIMARY KEY, uri VARCHAR(256) UNIQUE, title VARCHAR(256));
    CREATE TABLE comments (tid REFERENCES threads(id), id INTEGER PRIMARY KEY, parent INTEGER,
        created FLOAT NOT NULL, modified FLOAT, mode INTEGER, remote_addr VARCHAR, text VARCHAR,
        author VARCHAR, email VARCHAR, website VARCHAR, likes INTEGER DEFAULT 0,
        dislikes INTEGER DEFAULT 0, voters BLOB NOT NULL, notification INTEGER DEFAULT 0);
    INSERT INTO threads VALUES (1, '/articles/tides', 'Tides');
    INSERT INTO comments VALUES (1, 1, NULL, 1556704800.5, NULL, 1, '203.0.113.0', 'A *question*?',
        'Ada', 'ada@example.org', NULL, 3, 0, x'00', 0);
    INSERT INTO comments VALUES (1, 2, 1, 1556708400, NULL, 2, '203.0.113.0', 'An answer.',
        NULL, NULL, NULL, 0, 0, x'00', 0);
    INSERT INTO comments VALUES (1, 3, 1, 1556708401, NULL, 4, '203.0.113.0', '',
        '', NULL, NULL, 0, 0, x'00', 0);
"""


def a_post(slug: str, *comments: str, **given: str) -> str:
    """Write one post of a WordPress export, published on the first of May 2019."""
    usual = {
        "title": slug.capitalize(),
        "content": "Words.",
        "excerpt": "",
        "number": "1",
        "date": "2019-05-01 10:00:00",
        "status": "publish",
        "kind": "post",
        "password": "",
    }
    return POST.format(**usual | given, slug=slug, comments="".join(comments))


def a_comment(number: int, text: str = "Lovely.", **given: str) -> str:
    """Write one comment of a WordPress export."""
    usual = {
        "name": "Ada",
        "email": "ada@example.org",
        "date": f"2019-05-02 10:{number % 60:02}:00",
        "state": "1",
        "kind": "comment",
        "parent": "0",
    }
    return WP_COMMENT.format(**usual | given, number=number, text=text)


def wxr(folder: Path, *posts: str, head: str = WXR_HEAD) -> str:
    """Write a WordPress export; return its path."""
    file = folder / "wordpress.xml"
    file.write_text(head + "".join(posts) + WXR_FOOT)
    return str(file)


def disqus(folder: Path) -> str:
    """Write a Disqus export; return its path."""
    (folder / "disqus.xml").write_text(DISQUS)
    return str(folder / "disqus.xml")


def isso(folder: Path) -> str:
    """Write a database of Isso; return its path."""
    with closing(sqlite3.connect(folder / "isso.db")) as connection:
        connection.executescript(ISSO)
    return str(folder / "isso.db")
