package import Diagnostics

/// A YAML file as it was read: its content and every mistake found on the way.
package struct YAMLDocument: Sendable {
    /// The content; nil when the file is empty, or cannot be read.
    package let node: Node?
    /// The file, for diagnostics.
    package let file: SourceFile
    /// The mistakes.
    package let diagnostics: [Diagnostic]
}

/// Reads YAML 1.1 as far as files of settings need it: one document, keys that are texts, no tags, no merge keys.
package enum YAMLReader {
    /// The largest file, in bytes.
    package static let maximumSize = 4 << 20
    /// How many lists and mappings may stand inside each other.
    package static let maximumDepth = 100
    /// How many nodes all aliases of a file may stand for.
    package static let maximumNodesByAliases = 10_000
    /// How long all text is that aliases of a file may stand for, in bytes: a long expression repeated ten thousand times
    /// would be read ten thousand times.
    package static let maximumTextByAliases = 1 << 20

    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// The content of a file of that name, which is shown in diagnostics.
    ///
    /// A file that cannot be read as a whole gives one diagnostic and no node.
    package static func read(bytes: [UInt8], name: String) -> YAMLDocument {
        guard bytes.count <= maximumSize else {
            let file = SourceFile(name: name, text: "")
            return YAMLDocument(node: nil, file: file, diagnostics: [YAMLDiagnostics.fileTooLarge(file)])
        }
        let content = bytes.starts(with: byteOrderMark) ? Array(bytes.dropFirst(byteOrderMark.count)) : bytes
        guard let text = String(validating: content, as: UTF8.self) else {
            let (file, mistake) = invalidUTF8(content, name: name)
            return YAMLDocument(node: nil, file: file, diagnostics: [mistake])
        }
        let file = SourceFile(name: name, text: text)
        var composer = Composer(file, bytes: content)
        do throws(Unreadable) {
            let node = try composer.compose()
            return YAMLDocument(node: node, file: file, diagnostics: composer.diagnostics)
        } catch {
            return YAMLDocument(node: nil, file: file, diagnostics: [error.diagnostic])
        }
    }

    /// The content of a text, for tests and for what is not a file.
    package static func read(_ text: String, name: String) -> YAMLDocument {
        read(bytes: Array(text.utf8), name: name)
    }

    /// What is wrong with bytes that are not UTF-8, and the file that shows it.
    package static func invalidUTF8(_ bytes: [UInt8], name: String) -> (file: SourceFile, diagnostic: Diagnostic) {
        // The picture shows U+FFFD for what cannot be shown; what stands before it is as it is in the file.
        let file = SourceFile(name: name, text: String(decoding: bytes, as: UTF8.self))
        let offset = firstInvalidByte(of: bytes)
        let start = SourceIndex(Array(bytes[..<offset])).position(byte: offset)
        var end = start
        end.column += 1
        let range = SourceRange(file: file, start: start, end: end)
        return (file, YAMLDiagnostics.invalidUTF8(bytes, offset: offset, at: range))
    }

    private static func firstInvalidByte(of bytes: [UInt8]) -> Int {
        do throws(UTF8.ValidationError) {
            _ = try UTF8Span(validating: bytes.span)
            preconditionFailure("asked for the mistake in valid UTF-8")
        } catch {
            return error.byteOffsets.lowerBound
        }
    }
}
