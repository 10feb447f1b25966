"""What no page may do: complain in the console, fail, or ask another host for anything."""

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response, WebError

# Chromium's own words about a page whose status is 404 or 422, as it may be; parts are looked at.
STATUS = "Failed to load resource: the server responded with a status of"


class Faults(list[str]):
    """All that went wrong in the browsers that are watched."""

    def watch(self, context: BrowserContext, address: str) -> None:
        """Note what goes wrong in ``context`` while it visits the site at ``address``."""

        def stay_here(request: Request) -> None:
            if not request.url.startswith((f"{address}/", "data:")):
                self.append(f"asked another host: {request.url}")

        context.on("request", stay_here)
        context.on("response", self._note_missing_part)
        context.on("console", self._note_complaint)
        context.on("weberror", self._note_error)

    def _note_missing_part(self, response: Response) -> None:
        if response.status >= 400 and not response.request.is_navigation_request():
            self.append(f"{response.status} for a part of the page: {response.url}")

    def _note_complaint(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith(STATUS):
            self.append(f"console: {message.text}")

    def _note_error(self, error: WebError) -> None:
        self.append(f"script: {error.error}")
