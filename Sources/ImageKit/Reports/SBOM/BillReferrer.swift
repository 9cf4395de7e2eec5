import ImageLedger
public import ImageReading
public import ImageWriting

/// A document as an artifact that refers to the image it is of, in an image layout (image specification 1.1, "Guidelines for
/// Artifact Usage" and "Image Layout"): what a registry shows among the referrers of the image.
public struct BillReferrer: Sendable {
    /// A file of the layout.
    public struct File: Sendable, Hashable {
        /// The path below the folder of the layout.
        public let path: String
        /// The contents.
        public let bytes: [UInt8]
    }

    /// The files; `index.json`, which names the others, is the last.
    public let files: [File]
    /// The manifest that refers to the image.
    public let manifest: Descriptor

    private static let empty = Array("{}".utf8)

    /// The formats that can be referrers: documents of one image.
    public static let formats = BillReport.formats.filter { mediaType(of: $0) != nil }

    private static func mediaType(of format: ReportFormat) -> String? {
        switch format.rawValue.split(separator: "@").first {
        case "spdx-json": "application/spdx+json"
        case "cyclonedx-json": "application/vnd.cyclonedx+json"
        default: nil
        }
    }

    /// Makes a layout.
    ///
    /// - Parameters:
    ///   - document: the document, as ``BillReport`` writes it.
    ///   - format: its form, one of ``formats``.
    ///   - subject: the manifest of the image, as ``/ImageReading/ImageArchive/manifestDescriptor(of:)`` tells it.
    /// - Throws: ``/ImageReading/ImageError`` for another form.
    public init(_ document: String, format: ReportFormat, subject: Descriptor) throws {
        guard let mediaType = BillReferrer.mediaType(of: format) else {
            throw ImageError.unknownFormat(format, known: BillReferrer.formats)
        }
        var blobs: [File] = []
        func put(_ bytes: [UInt8], _ mediaType: MediaType) -> Descriptor {
            let digest = Digest.of(bytes, algorithm: .sha256)
            blobs.append(File(path: DocumentReader.blobPath(digest), bytes: bytes))
            return Descriptor(mediaType: mediaType, digest: digest, size: Int64(bytes.count))
        }
        var layer = put(Array(document.utf8), MediaType(rawValue: mediaType))
        layer.annotations = [
            "org.opencontainers.image.title": format.rawValue.hasPrefix("spdx") ? "sbom.spdx.json" : "sbom.cdx.json"
        ]
        let manifest = ImageManifest(
            schemaVersion: 2, mediaType: .ociManifest, artifactType: mediaType,
            config: put(BillReferrer.empty, .ociEmpty), layers: [layer], subject: subject)
        var descriptor = put(Array(try JSONText.document(manifest).utf8), .ociManifest)
        descriptor.artifactType = mediaType
        self.manifest = descriptor
        let index = ImageIndex(schemaVersion: 2, mediaType: .ociIndex, manifests: [descriptor])
        let marker = ImageLayoutMarker(imageLayoutVersion: "1.0.0")
        files =
            blobs + [
                File(path: "oci-layout", bytes: Array(try JSONText.document(marker).utf8)),
                File(path: "index.json", bytes: Array(try JSONText.document(index).utf8)),
            ]
    }
}
