extension Array {
    /// A copy without the room that growing left behind; `Array(self[...])` would share the storage with its room.
    func trimmed() -> [Element] {
        guard capacity > count + count / 8 else { return self }
        var copy: [Element] = []
        copy.reserveCapacity(count)
        copy.append(contentsOf: self)
        return copy
    }
}
