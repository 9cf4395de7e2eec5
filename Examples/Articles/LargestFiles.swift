import ImageKit

/// The largest files below a folder that no container sees any more, with the layer that still holds each.
func deletedFiles(in image: String, below folder: String) async throws -> [String] {
    var options = ScanOptions()
    options.booksBytes = true
    let analysis = try await ImageAnalyzer(options: options).analyze(
        ImageArchive(path: image, options: options).image())

    var filter = FileFilter()
    filter.path = "\(folder)/**"
    filter.fates = [.deleted, .overwritten]
    let files = analysis.files(where: filter) ?? []
    return files.prefix(20).map { "\($0.amounts.diffSize) layer \($0.layer) \($0.path)" }
}

/// What each folder of a depth takes, the largest first.
func folders(of analysis: ImageAnalysis, depth: Int) -> [String] {
    guard let ledger = analysis.ledger else { return [] }
    return Usage(ledger, by: .directory, depth: depth).rows.map { "\($0.amounts.diffSize) \($0.name)" }
}
