// Full Foundation for writing files.
import Foundation

/// A file that a command writes a result into.
enum ResultFile {
    /// Writes the file anew, whole or not at all; the end of the command where that cannot be.
    static func write(_ text: String, to path: String) throws {
        do {
            try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
        } catch {
            // The system's own words where Foundation has them.
            let cause = (error as? CocoaError)?.underlying as? POSIXError
            let reason = cause.map { String(cString: strerror($0.code.rawValue)) } ?? String(describing: error)
            Console.message("error: cannot write \(path): \(reason)")
            throw ExitStatus.world
        }
    }
}
