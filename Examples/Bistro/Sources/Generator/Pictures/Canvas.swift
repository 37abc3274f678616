import Foundation

/// A colour, each part 0 to 1.
struct Colour: Sendable, Equatable {
    var red: Float
    var green: Float
    var blue: Float

    init(_ red: Float, _ green: Float, _ blue: Float) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    /// This colour towards another: 0 is all this, 1 all the other.
    func mixed(with other: Colour, _ share: Float) -> Colour {
        Colour(
            red + (other.red - red) * share, green + (other.green - green) * share, blue + (other.blue - blue) * share)
    }

    /// Lighter above 1, darker below.
    func lit(_ factor: Float) -> Colour { Colour(red * factor, green * factor, blue * factor) }
}

/// The cosine, from the system's library.
func cosine(_ angle: Double) -> Double { cos(angle) }

/// A picture in memory.
struct Canvas: Sendable {
    let width: Int
    let height: Int
    private(set) var pixels: [Colour]

    /// A picture where each pixel has the colour that `shade` gives for its place. Places are fractions of the
    /// height, so that shapes keep their form: x from 0 to width / height, y from 0 to 1.
    init(width: Int, height: Int, shade: (_ x: Float, _ y: Float) -> Colour) {
        self.width = width
        self.height = height
        pixels = []
        pixels.reserveCapacity(width * height)
        for y in 0..<height {
            for x in 0..<width {
                pixels.append(shade((Float(x) + 0.5) / Float(height), (Float(y) + 0.5) / Float(height)))
            }
        }
    }

    /// Brightness, blueness and redness (JFIF's YCbCr) of the 8 × 8 pixels from there, centred on 0; pixels beyond
    /// the edge repeat it.
    func block(left: Int, top: Int) -> [[Float]] {
        var planes = [[Float]](repeating: [Float](repeating: 0, count: 64), count: 3)
        for y in 0..<8 {
            for x in 0..<8 {
                let pixel = pixels[min(height - 1, top + y) * width + min(width - 1, left + x)]
                let red = min(255, max(0, pixel.red * 255))
                let green = min(255, max(0, pixel.green * 255))
                let blue = min(255, max(0, pixel.blue * 255))
                planes[0][y * 8 + x] = 0.299 * red + 0.587 * green + 0.114 * blue - 128
                planes[1][y * 8 + x] = -0.168_736 * red - 0.331_264 * green + 0.5 * blue
                planes[2][y * 8 + x] = 0.5 * red - 0.418_688 * green - 0.081_312 * blue
            }
        }
        return planes
    }
}

/// Smooth random texture: the same for the same seed.
struct Texture: Sendable {
    let seed: UInt32

    /// 0 to 1, changing over a distance of about 1.
    func value(_ x: Float, _ y: Float) -> Float {
        let column = x.rounded(.down)
        let row = y.rounded(.down)
        let right = Self.eased(x - column)
        let down = Self.eased(y - row)
        let i = Int32(column)
        let j = Int32(row)
        let top = at(i, j) + (at(i &+ 1, j) - at(i, j)) * right
        let bottom = at(i, j &+ 1) + (at(i &+ 1, j &+ 1) - at(i, j &+ 1)) * right
        return top + (bottom - top) * down
    }

    /// 0 to 1, with detail at several scales.
    func layered(_ x: Float, _ y: Float, layers: Int = 3) -> Float {
        var sum: Float = 0
        var weight: Float = 0.5
        var scale: Float = 1
        for _ in 0..<layers {
            sum += weight * value(x * scale, y * scale)
            weight /= 2
            scale *= 2.1
        }
        return sum
    }

    /// 0 to 1 for a point of the grid (an integer hash).
    func at(_ x: Int32, _ y: Int32) -> Float {
        var hash = seed &+ UInt32(bitPattern: x) &* 0x85eb_ca6b &+ UInt32(bitPattern: y) &* 0xc2b2_ae35
        hash = (hash ^ (hash >> 15)) &* 0x2c1b_3c6d
        hash = (hash ^ (hash >> 12)) &* 0x297a_2d39
        return Float((hash ^ (hash >> 15)) >> 8) / 16_777_216
    }

    /// 0 below `from`, 1 above `to`, smooth between.
    static func step(_ from: Float, _ to: Float, _ value: Float) -> Float {
        eased(min(1, max(0, (value - from) / (to - from))))
    }

    private static func eased(_ value: Float) -> Float { value * value * (3 - 2 * value) }
}
