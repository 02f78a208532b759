import type { Host } from "./bystanders.ts";
import { busybox } from "./images.ts";

/** What `start-environment.sh` leaves, as the predecessor's Compose file names things; its image has to be there. */
export async function startPredecessor({ shell }: Host, folder: string): Promise<void> {
  const redis = {
    image: busybox,
    container_name: "multimodal-redis",
    command: ["sh", "-c", "echo kept > /data/kept; exec sleep 1000000"],
    stop_signal: "SIGKILL",
    networks: ["multimodal-net"],
    volumes: ["redis_data:/data"],
  };
  const model = { services: { redis }, networks: { "multimodal-net": {} }, volumes: { redis_data: {} } };
  const here = `${folder}/llm-multimodal-stack`;
  await shell(`mkdir -p ${here} && echo '${JSON.stringify(model)}' > ${here}/compose.yaml`);
  await shell(`cd ${here} && docker compose up -d`);
  // its data is there when its shell has come so far
  await shell(
    "n=0; until docker exec multimodal-redis test -f /data/kept; do n=$((n+1)); test $n -lt 600 && sleep 0.1 || exit 1; done",
  );
}
