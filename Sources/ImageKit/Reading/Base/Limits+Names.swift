extension Limits {
    /// Every limit by the name that settings and options use.
    package enum Name: String, CaseIterable, Sendable {
        case document
        case attestation
        case documentTotal = "document-total"
        case indexDepth = "index-depth"
        case images
        case layers
        case path
        case pathDepth = "path-depth"
        case symbolicLinks = "symbolic-links"
        case extendedHeader = "extended-header"
        case extendedHeaders = "extended-headers"
        case trailing
        case sparseRegions = "sparse-regions"
        case capturedFile = "captured-file"
        case capturedTotal = "captured-total"
        case licenseFile = "license-file"
        case licenseTotal = "license-total"
        case metadataField = "metadata-field"
        case packages
        case catalogedTotal = "cataloged-total"
        case entries
        case layerSize = "layer-size"
        case imageSize = "image-size"
        case expansionRatio = "expansion-ratio"
        case zstdWindowLog = "zstd-window-log"

        private enum Place {
            case bytes(WritableKeyPath<Limits, Int64>)
            case count(WritableKeyPath<Limits, Int>)
        }

        private var place: Place {
            switch self {
            case .document: .bytes(\.document)
            case .attestation: .bytes(\.attestation)
            case .documentTotal: .bytes(\.documentTotal)
            case .indexDepth: .count(\.indexDepth)
            case .images: .count(\.images)
            case .layers: .count(\.layers)
            case .path: .count(\.path)
            case .pathDepth: .count(\.pathDepth)
            case .symbolicLinks: .count(\.symbolicLinks)
            case .extendedHeader: .bytes(\.extendedHeader)
            case .extendedHeaders: .count(\.extendedHeaders)
            case .trailing: .bytes(\.trailing)
            case .sparseRegions: .count(\.sparseRegions)
            case .capturedFile: .bytes(\.capturedFile)
            case .capturedTotal: .bytes(\.capturedTotal)
            case .licenseFile: .bytes(\.licenseFile)
            case .licenseTotal: .bytes(\.licenseTotal)
            case .metadataField: .count(\.metadataField)
            case .packages: .count(\.packages)
            case .catalogedTotal: .bytes(\.catalogedTotal)
            case .entries: .count(\.entries)
            case .layerSize: .bytes(\.layerSize)
            case .imageSize: .bytes(\.imageSize)
            case .expansionRatio: .bytes(\.expansionRatio)
            case .zstdWindowLog: .count(\.zstdWindowLog)
            }
        }

        /// Whether it bounds how a layer is read, and so what is known of a layer that can be read only once.
        var boundsLayers: Bool {
            switch self {
            case .document, .attestation, .documentTotal, .indexDepth, .images, .layers, .symbolicLinks, .packages,
                .catalogedTotal:
                false
            case .path, .pathDepth, .extendedHeader, .extendedHeaders, .trailing, .sparseRegions, .capturedFile,
                .capturedTotal, .licenseFile, .licenseTotal, .metadataField, .entries, .layerSize, .imageSize,
                .expansionRatio, .zstdWindowLog:
                true
            }
        }

        func value(in limits: Limits) -> Int64 {
            switch place {
            case .bytes(let path): limits[keyPath: path]
            case .count(let path): Int64(limits[keyPath: path])
            }
        }

        func set(_ value: Int64, in limits: inout Limits) {
            switch place {
            case .bytes(let path): limits[keyPath: path] = value
            case .count(let path): limits[keyPath: path] = Int(clamping: value)
            }
        }
    }

    /// The names of all limits, as settings and options use them.
    public static var names: [String] { Name.allCases.map(\.rawValue) }

    /// A limit by its name; nil where there is none of that name or the value is negative.
    public subscript(name: String) -> Int64? {
        get { Name(rawValue: name)?.value(in: self) }
        set {
            guard let newValue, newValue >= 0, let name = Name(rawValue: name) else { return }
            name.set(newValue, in: &self)
        }
    }

    /// What is said where a limit is reached: which it is, its value, and how it is raised.
    package func named(_ name: Name) -> String {
        "limit \(name.rawValue) = \(name.value(in: self)), raise it with --limit \(name.rawValue)=N"
    }

    /// The error of a limit that was reached.
    package func exceeded(_ name: Name, _ reason: String, path: String? = nil) -> ImageError {
        var error = ImageError(.limitExceeded, "\(reason) (\(named(name)))", path: path)
        error.limit = name.rawValue
        return error
    }
}
