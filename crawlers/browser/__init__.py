"""Pages as a browser draws them: the machine's own Chromium, without any network but the crawl's downloader."""
