/** Sends a file and tells how far it is: `fetch` can't. */
import { type Api, ApiError, failure } from "./api.ts";

/** A signed-in POST of a file's bytes; `told` gets the part that has gone out, 0 to 1. @throws ApiError */
export async function upload<T>(
  api: Pick<Api, "session">,
  path: string,
  file: Blob,
  told: (part: number) => void,
): Promise<T> {
  const { token } = await api.session();
  const request = new XMLHttpRequest();
  request.open("POST", path);
  request.setRequestHeader("Authorization", `Bearer ${token}`);
  request.setRequestHeader("Content-Type", "application/octet-stream");
  request.upload.addEventListener("progress", ({ loaded, total }) => told(total > 0 ? loaded / total : 0));
  await new Promise<void>((done, failed) => {
    request.addEventListener("load", () => done());
    for (const end of ["error", "abort", "timeout"])
      request.addEventListener(end, () =>
        failed(
          new ApiError(0, "unreachable", { zh: "上传中断，请重试", en: "The upload broke off; try again" }),
        ),
      );
    request.send(file);
  });
  const answer = new Response(request.responseText, { status: request.status });
  if (!answer.ok) throw await failure(answer);
  return answer.json() as Promise<T>;
}
