/** Reads QR codes from the camera: by the browser's own detector where it has one, else by a decoder that is loaded then. */

/** Why there is no picture. */
export type CameraTrouble = "denied" | "missing" | "insecure";

type Decode = (video: HTMLVideoElement) => Promise<string | null>;

interface Detector {
  detect(source: HTMLVideoElement): Promise<readonly { readonly rawValue: string }[]>;
}

interface DetectorClass {
  new (options: { formats: string[] }): Detector;
  getSupportedFormats(): Promise<string[]>;
}

const LOOK_EVERY_MS = 160;
/** Pictures are looked at in this size at most, px. */
const LOOK_AT_PX = 640;

async function ownDetector(): Promise<Decode | null> {
  const kind = (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector;
  if (!kind || !(await kind.getSupportedFormats()).includes("qr_code")) return null;
  const detector = new kind({ formats: ["qr_code"] });
  return async (video) => (await detector.detect(video))[0]?.rawValue ?? null;
}

async function loadedDecoder(): Promise<Decode> {
  const { default: decodeQR } = await import("qr/decode.js");
  const canvas = document.createElement("canvas");
  const brush = canvas.getContext("2d", { willReadFrequently: true });
  return async (video) => {
    const scale = Math.min(1, LOOK_AT_PX / Math.max(video.videoWidth, video.videoHeight));
    canvas.width = Math.round(video.videoWidth * scale);
    canvas.height = Math.round(video.videoHeight * scale);
    if (!brush || canvas.width === 0) return null;
    brush.drawImage(video, 0, 0, canvas.width, canvas.height);
    try {
      return decodeQR(brush.getImageData(0, 0, canvas.width, canvas.height)) ?? null;
    } catch {
      return null; // no code in this picture
    }
  };
}

function troubleOf(error: unknown): CameraTrouble {
  return error instanceof DOMException && error.name === "NotAllowedError" ? "denied" : "missing";
}

/** Shows the camera in `video` and tells what it reads, until the answer is called. @throws CameraTrouble */
export async function openCamera(
  video: HTMLVideoElement,
  onRead: (text: string) => void,
): Promise<() => void> {
  if (!navigator.mediaDevices) throw "insecure" satisfies CameraTrouble;
  let stream: MediaStream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({
      video: { facingMode: "environment" },
      audio: false,
    });
  } catch (error) {
    throw troubleOf(error);
  }
  let ended = false;
  const end = () => {
    ended = true;
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  };
  video.srcObject = stream;
  const decode = (await ownDetector().catch(() => null)) ?? (await loadedDecoder());
  const look = async (): Promise<void> => {
    if (ended) return;
    const text = video.readyState >= 2 ? await decode(video).catch(() => null) : null;
    if (text && !ended) onRead(text);
    setTimeout(() => void look(), LOOK_EVERY_MS);
  };
  await video.play().catch(() => undefined);
  void look();
  return end;
}
