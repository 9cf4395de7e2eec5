import ImageLedger
import ImagePackages

extension ImageAnalysis {
    /// The size of the image in one measure, in bytes.
    func size(_ measure: Measure) -> Int64 {
        switch measure {
        case .download: downloadSize
        case .diff: diffSize
        case .contents: contentsSize
        case .live: inventory.liveSize
        }
    }
}

extension Measure {
    /// The measure in words.
    ///
    /// - Parameter analyses: the images that are measured.
    func words(_ analyses: ImageAnalysis...) -> String {
        switch self {
        case .download where analyses.contains { $0.uncompressedLayerCount > 0 }:
            "blobs in the archive, some not compressed"
        case .download: "compressed, as downloaded"
        case .diff: "uncompressed layers"
        case .contents: "contents of the layers, as docker images shows them"
        case .live: "live files"
        }
    }

    /// The parameter that names a measure.
    static let parameter = RuleDocumentation.Parameter(
        "measure", "contents, download, diff or live",
        """
        What is measured: the sizes of the layers' files, which is what docker images shows where Docker uses graph drivers \
        (contents), the compressed blobs as they lie in the archive (download), the uncompressed layers with the headers of \
        their tars (diff), or the files a container sees (live). Without it contents. With containerd's image store docker \
        images shows more: the compressed blobs and the unpacked files in blocks of 4 KiB.
        """)

    /// Reads the parameter.
    static func read(_ parameters: RuleParameters) throws -> Measure {
        try parameters.choice("measure", of: Measure.allCases.map(\.rawValue)).flatMap { Measure(rawValue: $0) }
            ?? .contents
    }
}
