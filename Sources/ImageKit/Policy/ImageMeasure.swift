import ImageLedger
import ImagePackages

extension ImageAnalysis {
    /// The size of the image in one measure, in bytes.
    func size(_ measure: Measure) -> Int64 {
        switch measure {
        case .download: downloadSize
        case .diff: diffSize
        case .live: inventory.liveSize
        }
    }
}

extension Measure {
    /// The measure in words.
    var words: String {
        switch self {
        case .download: "compressed, as downloaded"
        case .diff: "uncompressed layers"
        case .live: "live files"
        }
    }

    /// The parameter that names a measure.
    static let parameter = RuleDocumentation.Parameter(
        "measure", "download, diff or live",
        """
        What is measured: the compressed blobs as they lie in the archive (download), the uncompressed layers, which is what \
        docker images shows (diff), or the files a container sees (live). Without it diff.
        """)

    /// Reads the parameter.
    static func read(_ parameters: RuleParameters) throws -> Measure {
        try parameters.choice("measure", of: Measure.allCases.map(\.rawValue)).flatMap { Measure(rawValue: $0) }
            ?? .diff
    }
}
