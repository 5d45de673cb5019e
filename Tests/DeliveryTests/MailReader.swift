// Full Foundation for JSONDecoder.
import Foundation
import PeerPrograms

/// Python's `email` package, the reader that our mails are held against.
enum MailReader {
    struct Mail: Decodable {
        let subject: String
        let from: [String]
        let fromName: String
        let to: [String]
        let headers: [String: String]
        let names: [String]
        let defects: [String]
        let types: [String]
        let text: String
        let html: HTML
    }

    struct HTML: Decodable {
        /// The text between tags, with entities decoded.
        let text: String
        let tags: [String]
        /// Everything that would be loaded or followed.
        let links: [String]
    }

    static var isAvailable: Bool { Program.find("python3") != nil }

    static func read(_ messages: [[UInt8]]) throws -> [Mail] {
        let folder = try TemporaryFolder("mails")
        var files: [String] = []
        for (index, message) in messages.enumerated() {
            let file = folder.file("\(index).eml")
            try Data(message).write(to: URL(fileURLWithPath: file))
            files.append(file)
        }
        try folder.write(script, to: "read.py")
        let output = try Program.run("python3", [folder.file("read.py")] + files)
        return try JSONDecoder().decode([Mail].self, from: Data(output.utf8))
    }

    private static let script = """
        import email, email.header, email.policy, email.utils, html.parser, json, sys

        class Page(html.parser.HTMLParser):
            def __init__(self):
                super().__init__()
                self.text, self.tags, self.links = "", [], []
            def handle_starttag(self, tag, attributes):
                self.tags.append(tag)
                self.links += [v for k, v in attributes if k in ("href", "src", "background", "action")]
                self.links += [v for k, v in attributes if k == "style" and "url(" in v]
            def handle_data(self, data):
                self.text += data

        def content(message, kind):
            return message.get_body((kind,)).get_content().replace("\\r\\n", "\\n")

        # The older parser: the newer one keeps the spaces between the encoded words of a name, against RFC 2047.
        def name(data):
            raw = email.message_from_bytes(data)["from"]
            return str(email.header.make_header(email.header.decode_header(email.utils.parseaddr(raw)[0])))

        result = []
        for path in sys.argv[1:]:
            with open(path, "rb") as file:
                data = file.read()
            message = email.message_from_bytes(data, policy=email.policy.default)
            page = Page()
            page.feed(content(message, "html"))
            defects = [d for part in message.walk() for d in part.defects]
            defects += [d for part in message.walk() for value in part.values() for d in value.defects]
            result.append({
                "subject": message["subject"],
                "from": [a.addr_spec for a in message["from"].addresses],
                "fromName": name(data),
                "to": [a.addr_spec for a in message["to"].addresses],
                "headers": {k.lower(): str(v) for k, v in message.items()},
                "names": message.keys(),
                "defects": [repr(d) for d in defects],
                "types": [part.get_content_type() for part in message.walk()],
                "text": content(message, "plain"),
                "html": {"text": page.text, "tags": page.tags, "links": page.links},
            })
        sys.stdout.buffer.write(json.dumps(result, ensure_ascii=False).encode("utf-8", "surrogatepass"))
        """
}
