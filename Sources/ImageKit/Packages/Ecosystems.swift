import ImageReading

/// The ecosystems that this library knows.
public enum Ecosystems {
    /// All of them, in the order in which they own a file that several claim: system packages before those installed on top.
    public static let all: [any Ecosystem] = [
        DebianEcosystem(),
        ApkEcosystem(),
        PythonEcosystem(),
    ]

    /// The ecosystem of a kind; nil for one that this library does not know.
    public static func named(_ kind: Package.Kind) -> (any Ecosystem)? { all.first { $0.kind == kind } }
}

extension Package.Kind {
    /// The ecosystem of the kind; for one that this library does not know, one that knows nothing more.
    package var ecosystem: any Ecosystem { Ecosystems.named(self) ?? UnknownEcosystem(kind: self) }
}

/// A kind of which nothing is known, as bills of materials name them.
private struct UnknownEcosystem: Ecosystem {
    let kind: Package.Kind
    var name: String { kind.rawValue }

    func captureMode(for path: BytePath) -> CaptureMode? { nil }
    func catalog(_ context: CatalogContext) -> any PackageCatalog { CatalogResult() }
}
