package import ImageLedger
import ImagePackages
import ImageReading

/// The facts about an image that stand above a table.
package struct ImageHeading {
    private let analysis: ImageAnalysis

    package init(_ analysis: ImageAnalysis) { self.analysis = analysis }

    package func text(_ style: TableStyle) -> String {
        let image = analysis.image
        let configuration = image.configuration
        var rows: [(String, String)] = []
        rows.append(("Image", Words.name(analysis)))
        rows.append(("Digest", image.digest.description))
        let system = analysis.inventory.distribution.map { $0.prettyName ?? $0.id }
        let facts = [image.platform?.description, system].compactMap(\.self).joined(separator: ", ")
        if !facts.isEmpty { rows.append(("Platform", facts)) }
        if let created = configuration.created { rows.append(("Created", created)) }
        rows.append(("User", Words.user(configuration.config?.user)))
        let command = (configuration.config?.entrypoint ?? []) + (configuration.config?.cmd ?? [])
        if !command.isEmpty { rows.append(("Command", SecretText.withoutSecrets(command).joined(separator: " "))) }
        let layers = analysis.layers.count
        rows.append(("Layers", String(layers)))
        rows.append(
            (
                "Size",
                "\(ByteCount.text(analysis.downloadSize)) download, \(ByteCount.text(analysis.diffSize)) diff, "
                    + "\(ByteCount.text(analysis.contentsSize)) contents, "
                    + "\(ByteCount.text(analysis.inventory.liveSize)) live"
            ))
        if !analysis.isCompressed, !analysis.layers.isEmpty {
            rows.append(("", "not compressed in this archive, so a registry sends less"))
        }
        rows.append(("Verified", analysis.isVerified ? "every digest and diff ID" : "NO: layers were not hashed"))
        return rows.map { title, value in
            let label = title + String(repeating: " ", count: 9 - title.count)
            var line = DisplayText.escaped(value)
            if let width = style.width, line.count > width - 10 { line = line.prefix(max(12, width - 11)) + "…" }
            return (style.usesColor ? "\u{1B}[1m\(label)\u{1B}[0m" : label) + " " + line + "\n"
        }.joined()
    }
}
