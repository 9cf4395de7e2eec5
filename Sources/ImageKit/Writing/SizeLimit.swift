/// How long a text may be for those who take it.
package enum SizeLimit {
    /// Bytes of Markdown: comments on GitHub may have 65,536 characters.
    package static let comment = 60_000
    /// Bytes of a page.
    package static let page = 4_800_000

    /// Renders with fewer and fewer rows until the text is short enough.
    ///
    /// - Parameters:
    ///   - limit: bytes the text may have.
    ///   - rows: how many rows each table may have at first.
    package static func fitting(_ limit: Int, rows: Int, _ render: (Int) throws -> String) rethrows -> String {
        var rows = rows
        while true {
            let text = try render(rows)
            if text.utf8.count <= limit || rows == 0 { return text }
            rows = rows > 4 ? rows * 2 / 3 : rows - 1
        }
    }
}
