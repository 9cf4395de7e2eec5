package import ImageLedger
import ImagePackages
import ImageReading

/// The data of a page's map: nested arrays of name, kind, size, files and, where there are some, children.
package struct LiveTreeData: Encodable {
    package let trees: [Tree]

    package struct Tree: Encodable {
        package let label: String
        /// The instruction of each layer.
        package let layers: [String]
        package let root: Node
    }

    package struct Node: Encodable {
        package let node: LiveTree.Node

        package func encode(to encoder: any Encoder) throws {
            var container = encoder.unkeyedContainer()
            try container.encode(Words.shortened(node.name, to: 160))
            try container.encode(code)
            try container.encode(node.size)
            try container.encode(node.fileCount)
            if !node.children.isEmpty { try container.encode(node.children.map(Node.init)) }
        }

        private var code: String {
            switch node.kind {
            case .image: "i"
            case .layer: "l"
            case .cause: "c"
            case .directory: "f"
            case .other: "o"
            case .package: node.packageKind?.rawValue ?? "p"
            }
        }
    }

    package init(_ analyses: [(label: String, analysis: ImageAnalysis)], nodeLimit: Int) {
        trees = analyses.compactMap { label, analysis in
            guard let ledger = analysis.ledger else { return nil }
            return Tree(
                label: label,
                layers: analysis.layers.prefix(nodeLimit).map {
                    Words.shortened(Words.instruction($0), to: 160)
                }, root: Node(node: LiveTree(ledger, nodeLimit: nodeLimit).root))
        }
    }

    /// JSON that may stand inside a script element: nothing in it ends the element or a line.
    package func script() throws -> String {
        try JSONText.line(self).replacing([
            "<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u{2028}": "\\u2028", "\u{2029}": "\\u2029",
        ])
    }
}
