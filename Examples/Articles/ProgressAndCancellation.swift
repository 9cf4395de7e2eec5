import ImageKit

/// Lists the packages of an image, says how far it has come, and gives up after a time.
func packages(of path: String, within limit: Duration, report: @escaping @Sendable (String) -> Void) async throws
    -> [String]
{
    let progress = ScanProgress()
    var options = ScanOptions()
    options.progress = progress

    let scan = Task { [options] in
        let archive = try ImageArchive(path: path, options: options)
        return try await ImageAnalyzer(options: options).analyze(archive.image())
    }
    let clock = Task {
        try await Task.sleep(for: limit)
        // Reading stops at the next block and `analyze` throws CancellationError.
        scan.cancel()
    }
    let watch = Task {
        while true {
            try await Task.sleep(for: .milliseconds(200))
            report(
                "\(progress.bytesRead) of \(progress.bytesTotal) bytes read, "
                    + "packages of \(progress.layersCataloged) of \(progress.layersToCatalog) layers found")
        }
    }
    defer {
        clock.cancel()
        watch.cancel()
    }
    return try await scan.value.inventory.packages.map(\.purl.description)
}
