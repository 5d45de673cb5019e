import Diagnostics
package import Model

/// Catalogs that the command line names.
package enum CatalogFiles {
    /// The catalog in the file at `path`.
    package static func load(_ path: String, files access: FileAccess) -> Loaded<Catalog> {
        let reader = FileReader(access)
        var diagnostics: [Diagnostic] = []
        var catalog: Catalog?
        switch reader.read(path) {
        case .success(let bytes): catalog = CatalogFile.read(bytes: bytes, name: path, into: &diagnostics)
        case .failure(let problem):
            let start = SourceFile(name: path, text: "").start
            diagnostics.append(.unreadableFile(path, in: nil, problem, at: start))
        }
        return Loaded(catalog, diagnostics, reader: reader)
    }
}
