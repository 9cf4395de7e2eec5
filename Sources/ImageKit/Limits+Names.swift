extension Limits {
    /// A limit by the name that settings and options use.
    private struct Entry: Sendable {
        let name: String
        let get: @Sendable (Limits) -> Int64
        let set: @Sendable (inout Limits, Int64) -> Void

        init(_ name: String, _ path: any WritableKeyPath<Limits, Int64> & Sendable) {
            self.name = name
            get = { $0[keyPath: path] }
            set = { $0[keyPath: path] = $1 }
        }

        init(_ name: String, _ path: any WritableKeyPath<Limits, Int> & Sendable) {
            self.name = name
            get = { Int64($0[keyPath: path]) }
            set = { $0[keyPath: path] = Int(clamping: $1) }
        }
    }

    private static let entries: [Entry] = [
        Entry("document", \.document), Entry("index-depth", \.indexDepth), Entry("images", \.images),
        Entry("layers", \.layers), Entry("path", \.path), Entry("path-depth", \.pathDepth),
        Entry("extended-header", \.extendedHeader), Entry("trailing", \.trailing),
        Entry("sparse-regions", \.sparseRegions),
        Entry("captured-file", \.capturedFile), Entry("captured-total", \.capturedTotal),
        Entry("metadata-field", \.metadataField), Entry("entries", \.entries), Entry("layer-size", \.layerSize),
        Entry("expansion-ratio", \.expansionRatio), Entry("zstd-window-log", \.zstdWindowLog),
    ]

    /// The names of all limits, as settings and options use them.
    public static var names: [String] { entries.map(\.name) }

    /// A limit by its name; nil where there is none of that name or the value is negative.
    public subscript(name: String) -> Int64? {
        get { Limits.entries.first { $0.name == name }?.get(self) }
        set {
            guard let newValue, newValue >= 0, let entry = Limits.entries.first(where: { $0.name == name }) else {
                return
            }
            entry.set(&self, newValue)
        }
    }
}
