package import ImageLedger
import ImagePackages
import ImageReading

/// The facts about an image that stand above a table.
package struct ImageHeading {
    private let analysis: ImageAnalysis
    /// As wide as the longest label: with it a digest fits into 80 columns.
    private static let labelWidth = "Verified".count

    package init(_ analysis: ImageAnalysis) { self.analysis = analysis }

    package func text(_ style: TableStyle) -> String {
        let image = analysis.image
        let configuration = image.configuration
        var rows: [(String, String)] = []
        rows.append(("Image", Words.name(analysis)))
        rows.append(("Digest", image.digest.description))
        let system = analysis.inventory.distribution?.displayName
        let facts = [image.platform?.description, system].compactMap(\.self).joined(separator: ", ")
        if !facts.isEmpty { rows.append(("Platform", facts)) }
        if let created = configuration.created { rows.append(("Created", created)) }
        rows.append(("User", Words.user(configuration.config?.user)))
        let command = (configuration.config?.entrypoint ?? []) + (configuration.config?.cmd ?? [])
        if !command.isEmpty { rows.append(("Command", SecretText.withoutSecrets(command).joined(separator: " "))) }
        let layers = analysis.layers.count
        rows.append(("Layers", String(layers)))
        for (index, (bytes, meaning)) in sizes.enumerated() {
            let size = ByteCount.text(bytes)
            rows.append(
                (
                    index == 0 ? "Size" : "",
                    String(repeating: " ", count: max(0, 8 - size.count)) + size + "  " + meaning
                ))
        }
        rows.append(("Verified", analysis.isVerified ? "every digest and diff ID" : "NO: layers were not hashed"))
        return rows.map { title, value in
            let label = title + String(repeating: " ", count: ImageHeading.labelWidth - title.count)
            var line = DisplayText.escaped(value)
            // A digest that is cut is none.
            if let width = style.width, title != "Digest", line.count > width - ImageHeading.labelWidth - 1 {
                line = line.prefix(max(12, width - ImageHeading.labelWidth - 2)) + "…"
            }
            return (style.usesColor ? "\u{1B}[1m\(label)\u{1B}[0m" : label) + " " + line + "\n"
        }.joined()
    }

    /// The size in each measure, and what the measure counts.
    private var sizes: [(Int64, String)] {
        let plain = analysis.uncompressedLayerCount
        let layers = plain == analysis.layers.count ? "" : "\(plain) of \(analysis.layers.count) layers "
        return [
            (
                analysis.downloadSize,
                plain > 0
                    ? "download: \(layers)not compressed in this archive, pulls are smaller"
                    : "download: the compressed layers, as a registry sends them"
            ),
            (analysis.diffSize, "diff: the uncompressed layers, with their tar headers"),
            (analysis.contentsSize, "contents: all layers' files (docker images, graph drivers)"),
            (analysis.inventory.liveSize, "live: the files that a container sees"),
        ]
    }
}
