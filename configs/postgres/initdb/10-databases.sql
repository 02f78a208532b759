-- Runs once, on an empty volume, as the owner of the database `multimodal`.
-- LiteLLM and n8n migrate their own databases; nothing else may live in those.
CREATE DATABASE litellm;
CREATE DATABASE n8n;
