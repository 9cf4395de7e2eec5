/// Why an image could not be read, and where.
///
/// Thrown for damaged or unsuitable input. A damaged record of one package is not an error but a ``Diagnostic``.
public struct ImageError: Error, Sendable {
    /// What kind of failure this is; new codes may be added in any version.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// The code as it is written in JSON, for example `digestMismatch`.
        public let rawValue: String

        /// Makes a code from its written form.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The file can't be opened or read.
        public static let unreadable = Code(rawValue: "unreadable")
        /// A result, or a folder for results, can't be written.
        public static let unwritable = Code(rawValue: "unwritable")
        /// The input is neither an image archive nor an image layout.
        public static let notAnImage = Code(rawValue: "notAnImage")
        /// The input ends before it is complete.
        public static let truncated = Code(rawValue: "truncated")
        /// A tar header, record or map does not follow its specification.
        public static let malformedTar = Code(rawValue: "malformedTar")
        /// A compressed stream does not follow its specification.
        public static let malformedCompression = Code(rawValue: "malformedCompression")
        /// A JSON document does not follow its specification.
        public static let malformedDocument = Code(rawValue: "malformedDocument")
        /// A blob's digest is not the one its descriptor names.
        public static let digestMismatch = Code(rawValue: "digestMismatch")
        /// A blob's size is not the one its descriptor names.
        public static let sizeMismatch = Code(rawValue: "sizeMismatch")
        /// An uncompressed layer's digest is not the one the configuration names.
        public static let diffIDMismatch = Code(rawValue: "diffIDMismatch")
        /// A blob that a document names is not in the archive.
        public static let missingBlob = Code(rawValue: "missingBlob")
        /// The media type is not one that can be read.
        public static let unsupportedMediaType = Code(rawValue: "unsupportedMediaType")
        /// No image has the reference or the platform asked for.
        public static let noSuchImage = Code(rawValue: "noSuchImage")
        /// Several images fit and one has to be chosen.
        public static let ambiguousImage = Code(rawValue: "ambiguousImage")
        /// An archive that can be read only once was opened without asking for what is wanted now.
        public static let notAsked = Code(rawValue: "notAsked")
        /// A limit of ``Limits`` was reached.
        public static let limitExceeded = Code(rawValue: "limitExceeded")
    }

    /// What kind of failure this is.
    public var code: Code
    /// One sentence without its place: what is wrong and, where it helps, what to do.
    public var reason: String
    /// The archive as the caller named it, where known.
    public var archive: String?
    /// The layer's digest or the archive member's name, where the failure lies in one.
    public var layer: String?
    /// The path inside the layer or archive, escaped for display.
    public var path: String?
    /// The offset in bytes at which reading failed: in the uncompressed layer where ``layer`` is set, else in the file.
    public var offset: Int64?
    /// The name of the limit that was reached, as ``Limits/names`` has it; nil for every other failure.
    public var limit: String?

    /// Makes an error.
    public init(
        _ code: Code, _ reason: String, archive: String? = nil, layer: String? = nil, path: String? = nil,
        offset: Int64? = nil
    ) {
        self.code = code
        self.reason = reason
        self.archive = archive
        self.layer = layer
        self.path = path
        self.offset = offset
    }

    /// The error of an archive that came once and was not read for what is wanted now.
    static func notAsked(_ missing: [String]) -> ImageError {
        ImageError(
            .notAsked,
            "the archive can be read only once and was opened without asking for "
                + missing.joined(separator: ", ") + "; open it with the options of the analysis")
    }

    /// The same error with places filled in that it does not know yet.
    package func located(archive: String? = nil, layer: String? = nil, path: String? = nil) -> ImageError {
        var error = self
        error.archive = error.archive ?? archive
        error.layer = error.layer ?? layer
        error.path = error.path ?? path
        return error
    }
}

extension ImageError: CustomStringConvertible {
    /// One line: archive, layer, path and offset as far as they are known, then the reason.
    public var description: String {
        var places: [String] = []
        if let archive { places.append(DisplayText.escaped(archive)) }
        if let layer { places.append("layer \(DisplayText.escaped(layer))") }
        if let path { places.append(DisplayText.escaped(path)) }
        if let offset { places.append("offset \(offset)") }
        // A list of images in the reason keeps its lines; everything in a line is escaped.
        let lines = reason.split(separator: "\n").map { DisplayText.escaped(String($0)) }
        return (places.isEmpty ? "" : places.joined(separator: ", ") + ": ") + lines.joined(separator: "\n")
    }
}
