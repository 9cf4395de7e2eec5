import ImagePackages
public import ImageReading

/// Something about images that can be written in several formats.
///
/// ``writers`` is the only place that lists the formats of a report: the library and the command line take from it which
/// formats there are, which is the default, and what the help says about them.
public protocol Report: Sendable {
    /// How each format is written; the first is the default.
    static var writers: [ReportWriter<Self>] { get }
}

/// One format of a report and how it is written.
public struct ReportWriter<Subject>: Sendable {
    /// The format.
    public let format: ReportFormat
    /// What the help says about the format beside its name, for example `one package a line`.
    public let note: String?
    /// Whether the text is handed over while it is made, so that a long one is never in memory as a whole.
    public let isStreamed: Bool

    package let write: @Sendable (Subject, TableStyle, (String) throws -> Void) throws -> Void

    /// A format that looks the same in every style.
    ///
    /// - Parameters:
    ///   - format: the format.
    ///   - note: what the help says about it beside its name.
    ///   - text: makes the text of a report.
    public init(
        _ format: ReportFormat, note: String? = nil, _ text: @escaping @Sendable (Subject) throws -> String
    ) {
        self.init(format, note: note) { subject, _ in try text(subject) }
    }

    /// A format that is laid out according to a style.
    ///
    /// - Parameters:
    ///   - format: the format.
    ///   - note: what the help says about it beside its name.
    ///   - text: makes the text of a report in a style.
    public init(
        _ format: ReportFormat, note: String? = nil, _ text: @escaping @Sendable (Subject, TableStyle) throws -> String
    ) {
        self.format = format
        self.note = note
        isStreamed = false
        write = { subject, style, sink in try sink(text(subject, style)) }
    }

    /// A format that is handed over part by part.
    ///
    /// - Parameters:
    ///   - format: the format.
    ///   - note: what the help says about it beside its name.
    ///   - write: hands the text of a report over, one part after the other.
    public init(
        streaming format: ReportFormat, note: String? = nil,
        _ write: @escaping @Sendable (Subject, (String) throws -> Void) throws -> Void
    ) {
        self.format = format
        self.note = note
        isStreamed = true
        self.write = { subject, _, sink in try write(subject, sink) }
    }
}

extension Report {
    /// The formats that the report has, the default first.
    public static var formats: [ReportFormat] { writers.map(\.format) }

    /// The format that is written where none is asked for.
    public static var defaultFormat: ReportFormat { writers.first?.format ?? .table }

    /// The formats in one line for the help: `table (default), json, jsonl (one package a line)`.
    public static var formatList: String {
        writers.enumerated().map { index, writer in
            let notes = [index == 0 ? "default" : nil, writer.note].compactMap(\.self)
            return writer.format.rawValue + (notes.isEmpty ? "" : " (\(notes.joined(separator: "; ")))")
        }.joined(separator: ", ")
    }

    /// The writer of a format; nil where the report does not have it.
    public static func writer(of format: ReportFormat) -> ReportWriter<Self>? {
        writers.first { $0.format == format }
    }

    /// The report as text, the same for the same images.
    ///
    /// - Parameters:
    ///   - format: one of ``formats``.
    ///   - style: how a table is laid out.
    /// - Throws: ``/ImageReading/ImageError`` for a format this report does not have, and what keeps the report from
    ///   being written.
    public func text(as format: ReportFormat, style: TableStyle = TableStyle()) throws -> String {
        var text = ""
        try write(as: format, style: style) { text += $0 }
        return text
    }

    /// Writes the text of ``text(as:style:)``, part by part where it may be long.
    ///
    /// - Parameters:
    ///   - format: one of ``formats``.
    ///   - style: how a table is laid out.
    ///   - sink: takes the next part.
    /// - Throws: ``/ImageReading/ImageError`` for a format this report does not have, what keeps the report from being
    ///   written, and what `sink` throws.
    public func write(
        as format: ReportFormat, style: TableStyle = TableStyle(), to sink: (String) throws -> Void
    ) throws {
        guard let writer = Self.writer(of: format) else { throw ImageError.unknownFormat(format, known: Self.formats) }
        try writer.write(self, style, sink)
    }
}

extension ImageError {
    package static func unknownFormat(_ format: ReportFormat, known: [ReportFormat]) -> ImageError {
        ImageError(
            Code(rawValue: "unknownFormat"),
            "there is no format \(format.rawValue); known are \(known.map(\.rawValue).joined(separator: ", "))")
    }
}

extension ImageError {
    package static let notBooked = ImageError(
        .notBooked, "the bytes of the image were not counted; set ScanOptions.booksBytes")
}

extension ImageError.Code {
    /// The bytes of an image were not booked.
    public static let notBooked = ImageError.Code(rawValue: "notBooked")
    /// A report has nothing that a format could hold.
    public static let nothingToWrite = ImageError.Code(rawValue: "nothingToWrite")
}
