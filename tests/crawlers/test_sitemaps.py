import gzip

from crawlers.sitemaps import is_sitemap, locations, named_in, unpacked

PLAIN = b'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc> http://a/1?x=1&amp;y=2 </loc></url><url><loc><![CDATA[http://a/2]]></loc></url></urlset>'
INDEX = b"<sitemapindex><sitemap><loc>http://a/s1.xml.gz</loc></sitemap></sitemapindex>"


def test_plain_and_gzipped_are_read_alike() -> None:
    for body in (PLAIN, gzip.compress(PLAIN)):
        assert is_sitemap(body)
        assert list(locations(body)) == ["http://a/1?x=1&y=2", "http://a/2"]


def test_an_index_lists_other_sitemaps() -> None:
    assert is_sitemap(INDEX)
    assert list(locations(INDEX)) == ["http://a/s1.xml.gz"]


def test_a_page_a_broken_archive_and_a_bomb_are_none() -> None:
    assert not is_sitemap(b"<html><body>urlset</body></html>")
    assert unpacked(b"\x1f\x8bbroken") == b""
    assert len(unpacked(gzip.compress(b"0" * 80_000_000))) <= 50 * 1024 * 1024


def test_no_entity_is_resolved() -> None:
    body = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><urlset><url><loc>http://a/&e;</loc></url></urlset>'
    assert list(locations(body)) == ["http://a/&e;"]


def test_robots_names_sitemaps_in_any_case() -> None:
    robots = b"\xef\xbb\xbfUser-agent: *\r\nDisallow: /x\r\nSitemap: http://a/s.xml\r\n  sitemap:http://a/t.xml\r\n# Sitemap: no\r\n"
    assert named_in(robots) == ["http://a/s.xml", "http://a/t.xml"]
